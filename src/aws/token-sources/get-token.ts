import { readFileSync } from 'node:fs';
import { HelperError } from '../../errors.ts';
import { fileErrorCode } from '../../files.ts';
import { stsAudience } from '../oidc.ts';
import type { AwsTools } from '../tools.ts';
import { noToken, onlyToken } from './only-token.ts';
import type { Recipe, VariableRecipe } from './recipe.ts';
import { type TokenOptions, tokenSourceNamed } from './table.ts';

/**
 * Gets a web identity token for the role from the token source of that name. The token goes into no argument, log or
 * error.
 * @param options what the configuration file says of the source, having passed checkTokenOptions; nothing for a
 * source that was detected
 * @throws WEB_IDENTITY_UNAVAILABLE; for sources that are asked over the network also what every call may
 */
export async function webIdentityToken(
  name: string,
  options: TokenOptions,
  roleArn: string,
  tools: AwsTools,
): Promise<string> {
  const { place, recipe } = tokenSourceNamed(name);
  tools.deadline.waitFor(place === 'the workspace' ? "the workspace's token" : `the token of ${place}`);
  return tokenBy(recipe(options, stsAudience(roleArn)), place, tools);
}

async function tokenBy(recipe: Recipe, place: string, tools: AwsTools): Promise<string> {
  switch (recipe.by) {
    case 'variable':
      return variableToken(recipe, place, tools);
    case 'file':
      return fileToken(recipe.path, tools);
    case 'program':
      return (await import('./printed-token.ts')).programToken(recipe, place, tools);
    case 'command':
      return (await import('./printed-token.ts')).commandToken(recipe, tools);
    case 'request':
      return (await import('./requested-token.ts')).requestedToken(recipe, place, tools);
  }
}

function variableToken({ names, remedy }: VariableRecipe, place: string, { context }: AwsTools): string {
  const name = names.find((candidate) => context.env[candidate]);
  if (name === undefined) throw noToken(place, `${names.join(' or ')} is not set`, remedy);
  return onlyToken(context.env[name] ?? '', (what) => noToken(place, `${name} holds ${what}`, remedy));
}

function fileToken(path: string, { context }: AwsTools): string {
  const file = path.startsWith('~/') ? context.home + path.slice(1) : path;
  const hint = 'correct path in the configuration file';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = `the web identity token file ${file} can't be read (${fileErrorCode(error) ?? 'unknown error'})`;
    throw new HelperError('WEB_IDENTITY_UNAVAILABLE', why, { hint, cause: error });
  }
  return onlyToken(text, (what) => noToken(`the file ${file}`, `it holds ${what}`, hint));
}
