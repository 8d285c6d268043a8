import { accessDenied } from './access-denied.ts';
import type { Answer, Call } from './call.ts';
import { partitionOfRegion } from './partitions.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { awsJsonAnswer } from './wire-formats.ts';

/** ECR and ECR Public: `GetAuthorizationToken`. */
export function answerEcr(call: Call, state: StandInState): Answer {
  const { service, signer } = call;
  if (call.operation !== 'GetAuthorizationToken' || (service !== 'ecr' && service !== 'ecr-public')) {
    throw new ServiceError(400, 'UnknownOperationException', '');
  }
  if (signer === undefined) throw new Error('A call to ECR reached its handler without a signer.');
  if (service === 'ecr-public' && signer.region !== 'us-east-1') {
    throw new ServiceError(
      400,
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${signer.region}'. `,
    );
  }
  if (!signer.principal.mayGetTokens) throw accessDenied(call);

  const { password, expiresAtMs } = state.passwords.issue(service, signer);
  const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
  const expiresAt = expiresAtMs / 1000;
  if (service === 'ecr-public') {
    return awsJsonAnswer({ authorizationData: { authorizationToken, expiresAt } });
  }

  const { dnsSuffix } = partitionOfRegion(signer.region);
  const registryIds = askedRegistryIds(call) ?? [signer.principal.accountId];
  return awsJsonAnswer({
    authorizationData: registryIds.map((registryId) => ({
      authorizationToken,
      expiresAt,
      proxyEndpoint: `https://${registryId}.dkr.ecr.${signer.region}.${dnsSuffix}`,
    })),
  });
}

/** The deprecated `registryIds` changes only the addresses in the answer; the token is the caller's all the same. */
function askedRegistryIds(call: Call): readonly string[] | undefined {
  const { registryIds } = call.input;
  return Array.isArray(registryIds) && registryIds.length > 0 ? registryIds.map(String) : undefined;
}
