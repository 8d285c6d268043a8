import type { Metafile } from 'esbuild';

/** What esbuild's metafile says of modules (`inputs`) and of chunks (`outputs`) alike, by path. */
type Graph = Readonly<Record<string, { readonly imports: readonly { path: string; kind: string }[] }>>;

/** These modules or chunks and all that loads with them: what they import other than by `import()`, and so on. */
export function loadedWith(graph: Graph, starts: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const node = graph[path];
    if (node === undefined || loaded.has(path)) {
      continue; // one of the runtime's own modules, or seen before
    }
    loaded.add(path);
    waiting.push(...node.imports.filter(({ kind }) => kind !== 'dynamic-import').map((each) => each.path));
  }
  return loaded;
}

/** The chunk that holds a source module, given by its path from the project's top. */
export function chunkWith({ outputs }: Metafile, module: string): string {
  const chunks = Object.keys(outputs).filter((path) => module in (outputs[path]?.inputs ?? {}));
  const [found, ...others] = chunks;
  if (found === undefined || others.length > 0) {
    throw new Error(`${module} is in ${chunks.length} chunks; expected it in one`);
  }
  return found;
}
