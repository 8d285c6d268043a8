/** The longest line, in characters. */
const WIDTH = 100;

/**
 * The text in lines that are not too long, broken at blanks behind the first so many columns; lines after the first are
 * indented. A text that begins with blanks is an example, and stays as it is, unless its first columns are set apart.
 */
export function wrapped(text: string, unbroken = 0, indent = ''): string {
  if (text.startsWith('  ') && unbroken === 0) return text;
  const lines = [text.slice(0, unbroken)];
  let isFirst = true;
  for (const word of text.slice(unbroken).split(' ')) {
    const line = lines.at(-1) ?? '';
    const joined = isFirst ? line + word : `${line} ${word}`;
    if (isFirst || joined.length <= WIDTH) lines[lines.length - 1] = joined;
    else lines.push(indent + word);
    isFirst = false;
  }
  return lines.join('\n');
}
