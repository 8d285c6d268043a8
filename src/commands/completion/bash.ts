import type { CommandDescription, Named } from '../descriptions/description.ts';
import { NAMES_VERB } from './names.ts';

/**
 * The completion script for bash; bash 3.2, which macOS has, is enough. Names are read line by line: bash's own
 * word lists would expand what stands in them, and a name may be anything.
 */
export function bashCompletion(program: string, commands: readonly CommandDescription[]): string {
  const own = `_${program.replace(/\W/g, '_')}`;
  return `# bash completion for ${program}; made by: ${program} completion bash
${own}_words() {
  case "$1" in
${commands.flatMap((command) => commandCases(program, command)).join('\n')}
  esac
}
${own}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words word
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')}'
    words="\${words// /$'\\n'}"
  else
    words="$(${own}_words "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}")"
  fi
  while IFS= read -r word; do
    [[ -n "$word" && "$word" == "$current"* ]] && COMPREPLY+=("$(printf %q "$word")")
  done <<< "$words"
}
complete -o default -F ${own} ${program}
`;
}

/** The cases of a command: the word before is an option that takes a value, or anything else. */
function commandCases(program: string, { name, operand, options }: CommandDescription): string[] {
  const cases = Object.entries(options).flatMap(([option, { type, values, names }]) =>
    type === 'boolean' ? [] : [`'${name} --${option}') ${candidates(program, values ?? [], names)}`],
  );
  const words = [...Object.keys(options), 'help'].map((option) => `--${option}`);
  const all = candidates(program, [...words, ...(operand?.values ?? [])], operand?.names);
  return [...cases, `'${name} '*) ${all}`].map((line) => `    ${line} ;;`);
}

/** Commands that print the candidates, one to a line. */
function candidates(program: string, words: readonly string[], names: Named | undefined): string {
  const print = words.length === 0 ? [] : [`printf '%s\\n' ${words.join(' ')}`];
  const ask = names === undefined ? [] : [`${program} ${NAMES_VERB} ${names} 2>/dev/null`];
  return [...print, ...ask].join('; ') || ':';
}
