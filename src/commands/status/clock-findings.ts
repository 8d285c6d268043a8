import type { ClockNote } from '../../ecr/clock-note.ts';
import { remaining } from '../remaining.ts';
import { type Finding, finding } from './finding.ts';

/** AWS refuses requests whose time is off by more (AWS General Reference, "Signature Version 4"). */
const LONGEST_OFFSET_MS = 5 * 60 * 1000;

/**
 * Whether this machine's clock was off when AWS answered last. (The AWS SDK then corrects the time of its requests, but
 * how long a token is good can't be told.)
 * @param now by this machine's clock, in milliseconds since the epoch
 */
export function clockFindings(note: ClockNote | undefined, now: number): Finding[] {
  if (note === undefined || Math.abs(note.offsetMs) < LONGEST_OFFSET_MS) return [];
  const direction = note.offsetMs > 0 ? 'behind' : 'ahead of';
  const ago = now - note.at >= 60 * 1000 ? ` ${remaining(now - note.at)} ago` : '';
  const message = `this machine's clock is ${remaining(Math.abs(note.offsetMs))} ${direction} AWS's, by its last answer${ago}`;
  return [finding('clock-off', 'warning', message, 'set the clock (timedatectl set-ntp true)')];
}
