import type { CommandDescription, Named, OptionDescription } from '../descriptions/description.ts';
import { NAMES_VERB } from './names.ts';

/** The completion script for zsh; its first line lets it be a file of \`fpath\` too. */
export function zshCompletion(program: string, commands: readonly CommandDescription[]): string {
  const own = `_${program.replace(/\W/g, '_')}`;
  const summaries = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(
    (command) => `    ${command.name})
      _arguments ${argumentsOf(own, command).join(' \\\n        ')} ;;`,
  );
  return `#compdef ${program}
# zsh completion for ${program}; made by: ${program} completion zsh
${own}_names() {
  local -a names
  names=(\${(f)"$(${program} ${NAMES_VERB} $1 2>/dev/null)"})
  compadd -a names
}
${own}() {
  local -a commands
  commands=(
${summaries.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef ${own} ${program}
`;
}

function argumentsOf(own: string, { operand, options }: CommandDescription): string[] {
  const operands =
    operand === undefined
      ? []
      : [
          quoted(
            `${operand.most === 'many' ? '*' : '1'}:${operand.name}:${action(own, operand.values, operand.names)}`,
          ),
        ];
  return [
    ...Object.entries(options).map(([name, described]) => quoted(optionOf(own, name, described))),
    quoted('--help[tell about the command]'),
    ...operands,
  ];
}

function optionOf(
  own: string,
  name: string,
  { type, value, meaning, values, names }: OptionDescription,
): string {
  const shown = `--${name}[${meaning.replace(/[[\]:]/g, '\\$&')}]`;
  return type === 'boolean' ? shown : `${shown}:${value ?? ''}:${action(own, values, names)}`;
}

/** What completes a value; behind a blank zsh adds no arguments of its own. */
function action(own: string, values: readonly string[] | undefined, names: Named | undefined): string {
  if (values !== undefined) return `(${values.join(' ')})`;
  return names === undefined ? ' ' : ` ${own}_names ${names}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
