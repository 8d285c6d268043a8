import xterm, { type IBufferCell, type IBufferLine } from '@xterm/headless';

/** Characters in a row that look alike. */
export interface Span {
  readonly text: string;
  /** One of the terminal's 16 colours, by number; undefined for its ordinary one. */
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** What a terminal shows in the end when a program has written this, line by line from the first. */
export async function readScreen(written: string, columns: number): Promise<Span[][]> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 100, scrollback: 1000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(written, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => spansOf(active.getLine(row)));
  terminal.dispose();
  const last = lines.findLastIndex((spans) => spans.some(({ text }) => text.trim() !== ''));
  return lines.slice(0, last + 1);
}

function spansOf(line: IBufferLine | undefined): Span[] {
  const spans: Span[] = [];
  for (let column = 0; column < (line?.length ?? 0); column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const next = spanOf(cell);
    const previous = spans.at(-1);
    if (previous && looks(previous) === looks(next))
      spans[spans.length - 1] = { ...next, text: previous.text + next.text };
    else spans.push(next);
  }
  return spans;
}

function spanOf(cell: IBufferCell): Span {
  return {
    text: cell.getChars() || ' ',
    colour: cell.isFgPalette() ? cell.getFgColor() : undefined,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  };
}

function looks({ colour, bold, dim }: Span): string {
  return `${colour} ${bold} ${dim}`;
}
