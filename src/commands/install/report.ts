import type { Context } from '../../context.ts';
import { onOneLine } from '../../errors.ts';
import { redactor } from '../../redact.ts';
import { shownPath } from '../shown-path.ts';
import type { InstallPlan } from './draft.ts';

type Surroundings = Pick<Context, 'home' | 'env'>;

/** One line for each thing that the plan does, and for each that it does not, with the file. */
export function installReport(plan: InstallPlan, context: Surroundings): string[] {
  const { changes, links, record, remarks } = plan;
  const shown = (path: string) => shownPath(path, context);
  const redact = redactor(context.env);
  return [
    ...links.map(({ action, path, target }) =>
      action === 'make' ? `${shown(path)} is now a link to ${target}` : `${shown(path)} is removed`,
    ),
    ...changes.flatMap(({ file, notes }) => notes.map((note) => `${shown(file.path)}: ${note}`)),
    ...(record.text !== record.file.text
      ? [
          `${shown(record.file.path)}: ${record.text === undefined ? 'removed: there is nothing more to undo' : record.notes.join('; ')}`,
        ]
      : []),
    ...remarks,
  ].map((line) => redact(onOneLine(line)));
}
