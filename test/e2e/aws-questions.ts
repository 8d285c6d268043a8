import type { RealParts } from './real-parts.ts';

/** What AWS was asked so far, such as `ecr GetAuthorizationToken`, in that order. */
export function questionsToAws(parts: RealParts): string[] {
  return parts.aws.requests.map(({ service, operation }) => `${service} ${operation}`);
}
