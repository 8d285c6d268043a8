import type { Metafile } from 'esbuild';

/** The modules that chunks hold. */
export function modulesIn({ outputs }: Metafile, chunks: Iterable<string>): string[] {
  return [...chunks].flatMap((chunk) => Object.keys(outputs[chunk]?.inputs ?? {}));
}

/** Those of the modules that belong to the AWS SDK. */
export function sdkModules(modules: Iterable<string>): string[] {
  return [...modules].filter((module) => /(^|\/)node_modules\/@(aws-sdk|smithy|aws)\//.test(module));
}
