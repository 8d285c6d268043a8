// node link-swapper.ts TARGET PATH...: puts links to the target in the place of the paths, again and again, as fast as
// it can, and takes them away now and then. Says so on stdout once it is at it. Ends when it is killed, or after a minute.
import { renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';

const LONGEST_MS = 60_000;
const [target = '', ...paths] = process.argv.slice(2);

for (let times = 0; performance.now() < LONGEST_MS; times += 1) {
  const path = paths[times % paths.length] ?? '';
  symlinkSync(target, `${target}.link`);
  renameSync(`${target}.link`, path);
  if (times % 3 === 0) rmSync(path);
  // All are free again for a moment, so that others get to do all that they do.
  if (times % 40 === 0) {
    for (const each of paths) rmSync(each, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  if (times === 1000) writeSync(1, 'swapping\n');
}
