import type { createHash } from 'node:crypto';
import { fstatSync, read, writeSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { run } from './cli.ts';
import type { Context } from './context.ts';
import { HelperError } from './errors.ts';
import { fileErrorCode } from './files.ts';
import { homeDirectory } from './home-directory.ts';
import { openTerminal } from './terminal.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** More than any server URL or password; a client that sends more has mistaken us for something else. */
const LONGEST_INPUT = 64 * 1024;

/** How long to wait before trying again where a stream has nothing or takes nothing yet, in milliseconds. */
const RETRY_MS = 5;

const context: Context = {
  arguments: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  runtime: process.versions.bun === undefined ? 'node' : 'bun',
  programPath: process.execPath,
  get home() {
    // With an empty HOME, Node.js' homedir is empty too.
    return homeDirectory([() => process.env.HOME, homedir, () => userInfo().homedir]);
  },
  userId: process.geteuid?.(),
  processId: process.pid,
  isRunning,
  startDetached,
  readStdin,
  writeStdout: (text) => write(STDOUT, text),
  writeStderr: (text) => write(STDERR, text),
  get stdoutIsTerminal() {
    return isTerminal(STDOUT);
  },
  get stderrIsTerminal() {
    return isTerminal(STDERR);
  },
  onInterrupt,
  onEndSignal,
  openTerminal: () => openTerminal(process.platform),
  now: Date.now,
  sha256,
  randomName: () => Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
};

// Exits at once: sockets kept alive and time-outs of the SDK are of no use any more.
void run(context).then((status) => process.exit(status));

/** Loads what tells it only when it is asked: 2 to 7 ms, which a cache hit need not pay. */
function isTerminal(stream: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(stream);
}

function onInterrupt(callback: () => void): () => void {
  process.once('SIGINT', callback);
  return () => process.off('SIGINT', callback);
}

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function onEndSignal(callback: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of END_SIGNALS) process.on(signal, callback);
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, callback);
  };
}

/** What bun has of its own (bun's documentation, "Hashing"). */
declare const Bun: { readonly CryptoHasher: new (algorithm: 'sha256') => ReturnType<typeof createHash> };

function sha256(text: string): string {
  const hash =
    process.versions.bun === undefined
      ? process.getBuiltinModule('node:crypto').createHash('sha256')
      : new Bun.CryptoHasher('sha256');
  return hash.update(text).digest('hex');
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return fileErrorCode(error) === 'EPERM';
  }
}

async function startDetached(programArguments: readonly string[]): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, programArguments, {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
}

/** Reads standard input to its end. Asynchronously, so that a client that never closes it can't outlast the deadline. */
async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdinChunks()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_INPUT) {
      throw new HelperError('INPUT_TOO_LONG', `standard input is longer than ${LONGEST_INPUT} bytes`, {
        hint: 'write one server URL (get, erase) or one JSON object (store)',
      });
    }
  }
  return Buffer.concat(chunks);
}

async function* stdinChunks(): AsyncGenerator<Buffer> {
  if (process.versions.bun === undefined) {
    // At its exit Node.js waits for a read that goes on, unless it is its stream's; bun takes long to load that.
    // It takes a directory for an empty stream.
    if (fstatSync(STDIN).isDirectory()) throw unreadable({ code: 'EISDIR' });
    try {
      yield* process.stdin;
    } catch (error) {
      if (fileErrorCode(error) !== 'EBADF') throw unreadable(error);
    }
    return;
  }
  for (;;) {
    const chunk = await readChunk();
    if (chunk.length === 0) return;
    yield chunk;
  }
}

function readChunk(): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(LONGEST_INPUT);
  return new Promise((resolve, reject) => {
    const attempt = () =>
      read(STDIN, buffer, 0, buffer.length, null, (error, length) => {
        if (!error) return resolve(buffer.subarray(0, length));
        const code = fileErrorCode(error);
        if (code === 'EAGAIN') return void setTimeout(attempt, RETRY_MS);
        // Windows says so at the end of a pipe; a closed standard input is an empty one.
        if (code === 'EOF' || code === 'EBADF') return resolve(buffer.subarray(0, 0));
        reject(unreadable(error));
      });
    attempt();
  });
}

function unreadable(error: unknown): HelperError {
  const code = fileErrorCode(error) ?? 'unknown error';
  return new HelperError('INPUT_UNREADABLE', `standard input can't be read (${code})`, {
    hint: 'write the server URL to standard input',
  });
}

/**
 * Writes all of the text. A reader that has gone away, or a stream that was closed, ends it quietly: there is nobody
 * to tell. @throws OUTPUT_UNWRITABLE when there is no room for an answer, half of which is worse than none
 */
function write(stream: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(stream, bytes, written);
    } catch (error) {
      const code = fileErrorCode(error) ?? 'unknown error';
      if (code !== 'EAGAIN') {
        if (stream === STDERR || code === 'EPIPE' || code === 'EBADF') return;
        throw new HelperError('OUTPUT_UNWRITABLE', `the output can't be written (${code})`, {
          hint: 'make room where it goes',
          cause: error,
        });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
