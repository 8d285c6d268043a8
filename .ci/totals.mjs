// node totals.mjs <folder>: adds up the results that jest wrote there (one <project>.json each) and prints a
// line for each, and the sum as the last line. Exits with 1 when a test failed, or none passed in one of them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.argv[2] ?? '.';
const runs = resultFiles().sort().map(readRun);
for (const { name, passed, failed, skipped } of runs) {
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && runs.length > 0 && runs.every((run) => run.passed > 0) ? 0 : 1;

function readRun(file) {
  const result = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return {
    name: basename(file, '.json'),
    passed: result.numPassedTests,
    // A file of tests that could not be loaded counts as one failed test: jest counts none of those inside it.
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** No folder at all means that no jest run came to its end. */
function resultFiles() {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}
