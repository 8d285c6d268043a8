import type { CommandDescription, Named } from '../descriptions/description.ts';
import { NAMES_VERB } from './names.ts';

/** The completion script for fish. */
export function fishCompletion(program: string, commands: readonly CommandDescription[]): string {
  const complete = `complete -c ${program}`;
  const lines = [`# fish completion for ${program}; made by: ${program} completion fish`, `${complete} -f`];
  for (const { name, summary, operand, options } of commands) {
    lines.push(`${complete} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
    const here = `${complete} -n '__fish_seen_subcommand_from ${name}'`;
    for (const [option, { type, meaning, values, names }] of Object.entries(options)) {
      const value = type === 'boolean' ? '' : ` -x${candidates(program, values, names)}`;
      lines.push(`${here} -l ${option}${value} -d ${quoted(meaning)}`);
    }
    lines.push(`${here} -l help -d ${quoted('tell about the command')}`);
    const operands = candidates(program, operand?.values, operand?.names);
    if (operands !== '') lines.push(`${here}${operands}`);
  }
  return `${lines.join('\n')}\n`;
}

function candidates(
  program: string,
  values: readonly string[] | undefined,
  names: Named | undefined,
): string {
  if (values !== undefined) return ` -a ${quoted(values.join(' '))}`;
  return names === undefined ? '' : ` -a ${quoted(`(${program} ${NAMES_VERB} ${names} 2>/dev/null)`)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
