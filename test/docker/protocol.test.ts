import { describe, expect, test } from '@jest/globals';
import {
  formatGetAnswer,
  formatListAnswer,
  parseServerURL,
  parseStoreRequest,
} from '../../src/docker/protocol.ts';
import { thrownBy } from '../fakes/thrown.ts';

describe('parseServerURL', () => {
  test.each([
    ['host.example.com', 'host.example.com'],
    ['https://host.example.com/v1/\n', 'https://host.example.com/v1/'],
    [' \t host.example.com \r\n', 'host.example.com'],
    ['two words', 'two words'],
  ])('%j', (input, serverURL) => expect(parseServerURL(input)).toBe(serverURL));

  test.each([[''], [' '], ['\n'], ['\r\n\t ']])('%j is none', (input) =>
    expect(thrownBy(() => parseServerURL(input)).code).toBe('NO_SERVER_URL'),
  );
});

describe('parseStoreRequest', () => {
  test.each([
    ['{"ServerURL":"host","Username":"AWS","Secret":"word"}', ['host', 'AWS', 'word']],
    ['{"ServerURL":" host\\n","Username":"AWS","Secret":" word "}', ['host', 'AWS', ' word ']],
    ['\n{ "Secret": "word", "Username": "AWS", "ServerURL": "host", "More": 1 }\n', ['host', 'AWS', 'word']],
    ['{"ServerURL":"host","Username":"AWS"}', ['host', 'AWS', '']],
    ['{"ServerURL":"host","Username":"AWS","Secret":null}', ['host', 'AWS', '']],
    ['{"ServerURL":"hos\\u0074","Username":"Zoë","Secret":"wörd"}', ['host', 'Zoë', 'wörd']],
  ])('%s', (input, [serverURL, username, secret]) =>
    expect(parseStoreRequest(input)).toEqual({ serverURL, username, secret }),
  );

  test.each([
    ['', 'INPUT_INVALID'],
    ['hunter2', 'INPUT_INVALID'],
    ['{"ServerURL":"host","Username":"AWS","Secret":"hunter2"', 'INPUT_INVALID'],
    ['{"ServerURL":"host","Username":"AWS","Secret":"hunter2"} more', 'INPUT_INVALID'],
    ['null', 'INPUT_INVALID'],
    ['"hunter2"', 'INPUT_INVALID'],
    ['["hunter2"]', 'INPUT_INVALID'],
    ['1', 'INPUT_INVALID'],
    ['{"ServerURL":1,"Username":"AWS","Secret":"hunter2"}', 'INPUT_INVALID'],
    ['{"ServerURL":"host","Username":["AWS"],"Secret":"hunter2"}', 'INPUT_INVALID'],
    ['{"ServerURL":"host","Username":"AWS","Secret":{"a":"hunter2"}}', 'INPUT_INVALID'],
    ['{}', 'NO_SERVER_URL'],
    ['{"Username":"AWS","Secret":"hunter2"}', 'NO_SERVER_URL'],
    ['{"ServerURL":"","Username":"","Secret":"hunter2"}', 'NO_SERVER_URL'],
    ['{"ServerURL":" \\n","Username":"AWS","Secret":"hunter2"}', 'NO_SERVER_URL'],
    ['{"ServerURL":null,"Username":"AWS","Secret":"hunter2"}', 'NO_SERVER_URL'],
    ['{"__proto__":{"ServerURL":"host"},"Username":"AWS","Secret":"hunter2"}', 'NO_SERVER_URL'],
    ['{"ServerURL":"host","Secret":"hunter2"}', 'NO_USERNAME'],
    ['{"ServerURL":"host","Username":"","Secret":"hunter2"}', 'NO_USERNAME'],
  ])('%s is %s, and the input is not repeated', (input, code) => {
    const { message, hint, cause, ...error } = thrownBy(() => parseStoreRequest(input));
    expect(error.code).toBe(code);
    expect(`${message} ${hint} ${cause}`).not.toContain('hunter2');
  });
});

describe('answers', () => {
  test.each([
    ['host', 'word', '{"ServerURL":"host","Username":"AWS","Secret":"word"}\n'],
    ['https://host/"\\', 'a\nb', '{"ServerURL":"https://host/\\"\\\\","Username":"AWS","Secret":"a\\nb"}\n'],
  ])('get of %j', (serverURL, secret, answer) =>
    expect(formatGetAnswer({ serverURL, username: 'AWS', secret })).toBe(answer),
  );

  test.each([
    [[], '{}\n'],
    [['host'], '{"host":"AWS"}\n'],
    [['b', 'a'], '{"b":"AWS","a":"AWS"}\n'],
    [['a', 'a'], '{"a":"AWS"}\n'],
    [['__proto__'], '{"__proto__":"AWS"}\n'],
  ])('list of %j', (serverURLs, answer) =>
    expect(formatListAnswer(serverURLs.map((serverURL) => ({ serverURL, username: 'AWS' })))).toBe(answer),
  );
});
