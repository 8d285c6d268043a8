// Run as a program by node-executable.ts; its argument is a SingleExecutable as JSON.
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Target } from './targets.ts';

/** What pkg is asked for; all paths are absolute. */
export interface SingleExecutable {
  readonly main: string;
  readonly output: string;
  readonly node: string;
  readonly version: string;
  readonly target: Target;
}

// pkg's command line and its `exec()` drop the settings of the single executable; this inner module takes them.
const require = createRequire(import.meta.url);
// Its types lack half of these settings, which it hands on to Node.js as they are.
type Pack = (main: string, options: object) => Promise<void>;
const { default: pack } = require('@yao-pkg/pkg/lib-es5/sea') as { default: Pack };

const { main, output, node, version, target } = JSON.parse(process.argv[2] ?? '') as SingleExecutable;
const platform = target.os === 'darwin' ? 'macos' : target.os;

await pack(main, {
  targets: [{ nodeRange: `node${version}`, platform, arch: target.cpu, output }],
  nodePath: node,
  signature: false,
  seaConfig: {
    // The script's path ends up in the executable, where the build machine's folders have no place. pkg works
    // in a folder that it makes in the temporary one.
    main: relative(join(tmpdir(), 'made-by-pkg'), main),
    // Saves compiling the script at every start: a third of a cache hit's time.
    useCodeCache: true,
    // NODE_OPTIONS could load any module into a program that handles passwords.
    execArgvExtension: 'none',
    disableExperimentalSEAWarning: true,
  },
});
