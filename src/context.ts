/** What the program runs on: it decides how requests are sent (RUNTIME-NOTES: `fetch` under bun, `node:http` under Node.js). */
export type Runtime = 'bun' | 'node';

/** The environment variables, as they were when the program started. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A terminal with a person at it. */
export interface Terminal {
  readonly write: (text: string) => void;
  /**
   * The next line that the person types, without its end; undefined when there will be none (Ctrl-D, or the terminal
   * is gone). Rejects when the signal aborts.
   */
  readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
  readonly close: () => void;
}

/**
 * All that touches the outside. Made once in main.ts; tests make their own.
 * Nothing else in the program reads `process`.
 */
export interface Context {
  /** The arguments behind the program's name. */
  readonly arguments: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly runtime: Runtime;
  /** Where this program itself is, links resolved. */
  readonly programPath: string;
  /** The home directory; it need not exist. @throws SETTING_MISSING when nothing tells where it is */
  readonly home: string;
  /** The effective user id; undefined where there is none (Windows). */
  readonly userId: number | undefined;
  /** This process's id. */
  readonly processId: number;
  /** Whether there is a process with the id, whoever it belongs to. */
  readonly isRunning: (processId: number) => boolean;
  /** Starts this program again with the arguments, in a session of its own and with no streams, and goes on. */
  readonly startDetached: (programArguments: readonly string[]) => Promise<void>;
  /** Reads standard input to its end, as it is; empty when it is closed. Rejects with INPUT_TOO_LONG, INPUT_UNREADABLE. */
  readonly readStdin: () => Promise<Buffer>;
  readonly writeStdout: (text: string) => void;
  readonly writeStderr: (text: string) => void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Calls back once when a person presses Ctrl-C, which else ends the program. Returns what takes that back. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Calls back whenever somebody wants the program to end (SIGINT, SIGTERM, SIGHUP), which then doesn't by itself. Returns what takes that back. */
  readonly onEndSignal: (callback: (signal: NodeJS.Signals) => void) => () => void;
  /** The terminal that the program was started from, whatever its standard streams are; undefined when there is none. */
  readonly openTerminal: () => Terminal | undefined;
  /** The time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The SHA-256 of a text, in hexadecimal digits. Every cache hit needs one, and `node:crypto` takes bun over a millisecond to load. */
  readonly sha256: (text: string) => string;
  /** A name nobody can guess, of letters and digits. */
  readonly randomName: () => string;
}
