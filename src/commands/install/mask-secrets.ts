import type { Node } from 'jsonc-parser';
import { objectTree } from '../../editing/json-edit.ts';

/** Stands where a secret stood. */
const MASK = '***';

/** Members of JSON files whose texts are secrets, or hold some (Docker's config: passwords, tokens, and headers sent along). */
const SECRET_MEMBER = /^(auths|HttpHeaders)$|^auth$|secret|password|token/i;

/** A setting of an INI file whose value is a secret (AWS config: keys, tokens). */
const SECRET_SETTING = /^([ \t]*[\w.-]*(?:secret|password|token)[\w.-]*[ \t]*[=:][ \t]*)(\S.*)$/gim;

/** The text of a JSON or INI file with no secret in it. Each is replaced by the same, so that none makes a difference. */
export function maskSecrets(text: string): string {
  const root = objectTree(text);
  if (root === undefined) return text.replace(SECRET_SETTING, `$1${MASK}`);
  let masked = text;
  // From the end, so that the places of those before it stay what they are.
  for (const { offset, length } of secretsOf(root, false).reverse()) {
    masked = `${masked.slice(0, offset)}"${MASK}"${masked.slice(offset + length)}`;
  }
  return masked;
}

/** The texts and numbers that are secret, in the order in which they stand. */
function secretsOf(node: Node, isSecret: boolean): Node[] {
  if (node.type === 'property') {
    const [name, value] = node.children ?? [];
    return value === undefined ? [] : secretsOf(value, isSecret || SECRET_MEMBER.test(String(name?.value)));
  }
  if (node.type === 'object' || node.type === 'array') {
    return (node.children ?? []).flatMap((child) => secretsOf(child, isSecret));
  }
  return isSecret ? [node] : [];
}
