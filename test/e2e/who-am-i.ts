// node who-am-i.ts: prints the ARN of the caller that the AWS SDK finds by itself, as any program of a person's does.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
console.log(Arn);
