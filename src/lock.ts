import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Context } from './context.ts';
import {
  createPrivateFile,
  fileErrorCode,
  fileVersion,
  readPrivateFile,
  removeFile,
  removeFileOfVersion,
  touchFile,
} from './files.ts';
import { pause } from './interrupt.ts';
import type { Log } from './log.ts';

/** What a lock needs of its surroundings. */
export interface LockSurroundings {
  readonly context: Pick<Context, 'processId' | 'isRunning' | 'randomName' | 'userId'>;
  readonly log: Log;
}

/** How often a holder shows that it lives, and how long others watch an untouched lock before they take it. */
const HEARTBEAT_MS = 1000;
const LEASE_MS = 5000;
/** How long to sleep between two looks at a lock: short at first, since most work takes little longer. */
const FIRST_SLEEP_MS = 10;
const LONGEST_SLEEP_MS = 60;

/** Who holds a lock, as its file says. */
interface Holder {
  /** Different for each time that a lock is taken. */
  readonly id: string;
  readonly processId: number;
  /** When the process started, by the system's own count; tells it from a later one with the same id. */
  readonly startTime: string;
  /** Where process ids mean the same: another container or machine that shares the directory has its own. */
  readonly place: string;
}

/**
 * Takes the lock, runs the work, and gives the lock back. Of any number of processes one works at a time.
 *
 * A lock is a file beside what it guards. Its holder touches it every second. A holder that was killed is known
 * by its process id and start time; one that hangs or lost its machine by a lock that stayed untouched for
 * 5 seconds, as measured by whoever waits: no clocks are compared, so they may jump. Where no such file can be
 * made or taken away (a read-only or odd file system), the work runs without a lock.
 *
 * @param options.signal ends the waiting; rejects with its reason
 * @param options.answer asked whenever the lock has changed hands: what somebody else's work has brought about
 * ends the waiting, and the work is not done again
 */
export async function withLock<T>(
  path: string,
  surroundings: LockSurroundings,
  options: { readonly signal: AbortSignal; readonly answer: () => T | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const { signal, answer } = options;
  const observed = { version: '', since: 0 };
  for (let sleep = FIRST_SLEEP_MS; ; sleep = Math.min(sleep * 1.5, LONGEST_SLEEP_MS)) {
    const version = fileVersion(path) ?? '';
    // Looked at before the lock is tried: many who wait for one answer would else take it one after another.
    const known = observed.version !== '' && version !== observed.version ? answer() : undefined;
    if (known !== undefined) return known;
    const release = takeLock(path, surroundings);
    if (release !== undefined) {
      try {
        return answer() ?? (await work());
      } finally {
        release();
      }
    }
    const now = performance.now();
    if (version !== observed.version) Object.assign(observed, { version, since: now });
    if (version !== '' && (isDead(path, surroundings) || now - observed.since > LEASE_MS)) {
      surroundings.log('lock taken over', { path });
      try {
        removeFileOfVersion(path, version, surroundings.context.randomName());
      } catch (error) {
        surroundings.log('no lock can be taken away', { path, error: fileErrorCode(error) });
        return work();
      }
      continue;
    }
    await pause(sleep, signal);
  }
}

/** Takes the lock if nobody has it. Undefined when somebody has; else the function that gives it back, and never fails. */
function takeLock(path: string, { context, log }: LockSurroundings): (() => void) | undefined {
  const holder: Holder = { id: context.randomName(), ...describeProcess(context.processId) };
  try {
    createPrivateFile(path, JSON.stringify(holder));
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST' && mayBeLock(path)) return undefined;
    log('no lock can be made', { path, error: fileErrorCode(error) });
    return () => {};
  }
  const whileHeld = (work: (path: string) => void) => {
    try {
      if (readHolder(path, context)?.id === holder.id) work(path);
    } catch {
      // Whoever waits takes the lock over then, which is one request more.
    }
  };
  const heartbeat = setInterval(() => whileHeld(touchFile), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    whileHeld(removeFile);
  };
}

/** A directory or link in a lock's place was made by nobody who would ever give it back. */
function mayBeLock(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() !== false;
}

/** Whether the lock's holder is known to be gone. Where that can't be told, it is not known. */
function isDead(path: string, { context }: LockSurroundings): boolean {
  const holder = readHolder(path, context);
  if (holder === undefined || holder.place !== describePlace()) return false;
  return (
    !context.isRunning(holder.processId) || describeProcess(holder.processId).startTime !== holder.startTime
  );
}

/** The holder that a lock names; undefined for one that is not written yet, or by nobody of ours. */
function readHolder(path: string, owner: Pick<Context, 'userId'>): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readPrivateFile(path, owner) ?? '');
    return isHolder(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(holder: unknown): holder is Holder {
  const { id, processId, startTime, place } = (holder ?? {}) as Record<string, unknown>;
  return Number.isInteger(processId) && [id, startTime, place].every((text) => typeof text === 'string');
}

function describeProcess(processId: number): Omit<Holder, 'id'> {
  return { processId, startTime: startTimeOf(processId), place: describePlace() };
}

/**
 * The process's start time in clock ticks since the machine started (proc(5), stat, field 22); empty where there
 * is no /proc, and for a zombie: it has ended, though nobody has taken note.
 */
function startTimeOf(processId: number): string {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/** The machine and, where there are such, the namespace that process ids belong to (pid_namespaces(7)). */
function describePlace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
