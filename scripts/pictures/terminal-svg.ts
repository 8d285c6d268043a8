import type { Span } from './screen.ts';

const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 16;
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const BACKGROUND = '#0d1117';
const FOREGROUND = '#e6edf3';
/** The terminal's colours 0 to 7; the bright ones are shown as these. */
const COLOURS = ['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'];

/** The lines of a terminal as an SVG image, with a text for those who can't see it. */
export function terminalSvg(lines: readonly (readonly Span[])[], title: string): string {
  const columns = Math.max(...lines.map(lengthOf));
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const texts = lines.map((spans, row) => textOf(spans, MARGIN + (row + 0.75) * LINE_HEIGHT)).filter(Boolean);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Each span says where it begins, so that columns stand under each other in any font. */
function textOf(spans: readonly Span[], y: number): string {
  let column = 0;
  const parts = spans.map((span) => {
    const x = MARGIN + column * CHARACTER_WIDTH;
    column += [...span.text].length;
    return span.text.trim() === '' ? '' : tspan(span, x);
  });
  const content = parts.join('');
  return content === '' ? '' : `<text y="${y}">${content}</text>`;
}

function tspan({ text, colour, bold, dim }: Span, x: number): string {
  const shown = text.trimEnd();
  const attributes = [
    `x="${x.toFixed(1)}"`,
    `textLength="${([...shown].length * CHARACTER_WIDTH).toFixed(1)}"`,
    ...(colour === undefined ? [] : [`fill="${COLOURS[colour % COLOURS.length]}"`]),
    ...(bold ? ['font-weight="bold"'] : []),
    ...(dim ? ['fill-opacity="0.6"'] : []),
  ];
  return `<tspan ${attributes.join(' ')}>${escaped(shown)}</tspan>`;
}

function lengthOf(spans: readonly Span[]): number {
  return [
    ...spans
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  ].length;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
