import type { Context } from '../../context.ts';
import { applyChanges } from '../../editing/edited-file.ts';
import { painter } from '../colour.ts';
import { changeLinks } from './alias-link.ts';
import { differenceLines } from './difference.ts';
import type { InstallPlan } from './draft.ts';
import { installReport } from './report.ts';

const NOT_DONE = 'nothing is changed (--dry-run); without it:';

/**
 * Does what the plan says and tells it, one line for each thing; with `--dry-run` shows it instead.
 * @param recordComes what is remembered must be there as long as there is something to undo
 * @throws FILE_UNWRITABLE, FILE_CHANGED; all is as before then
 */
export function carryOut(
  plan: InstallPlan,
  { dryRun, recordComes }: { readonly dryRun: boolean; readonly recordComes: 'first' | 'last' },
  context: Context,
): void {
  const { changes, record, links } = plan;
  if (!dryRun) {
    const takeBack = changeLinks(links);
    try {
      applyChanges(recordComes === 'first' ? [record, ...changes] : [...changes, record], context);
    } catch (error) {
      takeBack();
      throw error;
    }
  }
  const lines = installReport(plan, context);
  const isIdle = changes.length === 0 && links.length === 0 && record.text === record.file.text;
  const isShown = dryRun && !isIdle;
  const shown = isShown
    ? [...differences(plan, context), NOT_DONE, ...lines.map((line) => `  ${line}`)]
    : lines;
  for (const line of shown) context.writeStdout(`${line}\n`);
}

function differences({ changes }: InstallPlan, context: Context): string[] {
  const paint = painter(context.stdoutIsTerminal, context.env);
  const lines = changes.flatMap((change) => differenceLines(change, context.env));
  return lines.map((line) => {
    if (/^(---|\+\+\+) /.test(line)) return paint('bold', line);
    if (line.startsWith('+')) return paint('green', line);
    return line.startsWith('-') ? paint('red', line) : line;
  });
}
