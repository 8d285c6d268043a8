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

/** The modules that chunks hold. */
export function modulesIn({ outputs }: Metafile, chunks: Iterable<string>): string[] {
  return [...chunks].flatMap((chunk) => Object.keys(outputs[chunk]?.inputs ?? {}));
}

/** Those of the modules that belong to the AWS SDK. */
export function sdkModules(modules: Iterable<string>): string[] {
  return [...modules].filter((module) => /(^|\/)node_modules\/@(aws-sdk|smithy|aws)\//.test(module));
}
