import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Environment } from '../../context.ts';
import type { FileChange } from '../../editing/edited-file.ts';
import { redactor } from '../../redact.ts';
import { maskSecrets } from './mask-secrets.ts';

/** Lines around a difference. */
const CONTEXT_LINES = 3;

/** The difference that a change makes to its file, as `diff -u` shows it, with no secret in it. */
export function differenceLines({ file, text }: FileChange, env: Environment): string[] {
  const redact = redactor(env);
  const shown = (content: string | undefined) => redact(maskSecrets(content ?? ''));
  const name = (content: string | undefined) => (content === undefined ? '/dev/null' : file.path);
  const patch = createTwoFilesPatch(
    name(file.text),
    name(text),
    shown(file.text),
    shown(text),
    undefined,
    undefined,
    { context: CONTEXT_LINES, headerOptions: FILE_HEADERS_ONLY },
  );
  return patch.trimEnd().split('\n').map(harmless);
}

/** The line with nothing in it that could paint a terminal; tabs are what many files are indented with. */
function harmless(line: string): string {
  return line.replace(/[^\P{Cc}\t]|[\p{Zl}\p{Zp}]/gu, '');
}
