import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the numbers were measured on; they mean little elsewhere. */
export interface Machine {
  readonly system: string;
  readonly architecture: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** How many processes wanted a core in the minute before; 0 where the system doesn't tell (Windows). */
  readonly loadBefore: number;
  /** The Node.js that runs the benchmark; the executables bring their own. */
  readonly node: string;
}

/** Describes this machine, before anything is measured. */
export function describeMachine(): Machine {
  return {
    system: `${type()} ${release()}`,
    architecture: process.arch,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    node: process.version,
  };
}
