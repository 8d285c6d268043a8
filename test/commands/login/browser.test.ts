import { expect, test } from '@jest/globals';
import { browserIsAtHand } from '../../../src/commands/login/browser.ts';

const DISPLAY = { DISPLAY: ':0' };
const DOCKER = ['/.dockerenv'];

test.each<[string, NodeJS.Platform, Record<string, string>, string[], boolean]>([
  ['a Mac', 'darwin', {}, [], true],
  ['a Mac, over SSH', 'darwin', { SSH_CONNECTION: 'x' }, [], false],
  ['Windows', 'win32', {}, [], true],
  ['a desktop with X', 'linux', DISPLAY, [], true],
  ['a desktop with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, [], true],
  ['a server', 'linux', {}, [], false],
  ['an empty display', 'linux', { DISPLAY: '' }, [], false],
  ['SSH with X forwarding', 'linux', { ...DISPLAY, SSH_CONNECTION: 'x' }, [], false],
  ['Gitpod', 'linux', { ...DISPLAY, GITPOD_WORKSPACE_ID: 'x' }, [], false],
  ['Ona', 'linux', { ...DISPLAY, ONA_ENVIRONMENT_ID: 'x' }, [], false],
  ['Codespaces', 'linux', { ...DISPLAY, CODESPACES: 'true' }, [], false],
  ['a dev container', 'linux', { ...DISPLAY, REMOTE_CONTAINERS: 'true' }, [], false],
  ['a pod', 'linux', { ...DISPLAY, KUBERNETES_SERVICE_HOST: '10.0.0.1' }, [], false],
  ['a Docker container', 'linux', DISPLAY, DOCKER, false],
  ['a podman container', 'linux', DISPLAY, ['/run/.containerenv'], false],
  ['a container with a browser', 'linux', { ...DISPLAY, BROWSER: 'firefox' }, DOCKER, true],
  ['a variable that is set to nothing', 'linux', { ...DISPLAY, SSH_CONNECTION: '' }, [], true],
])('on %s', (_, platform, env, files, expected) => {
  expect(browserIsAtHand({ env, platform }, (path) => files.includes(path))).toBe(expected);
});
