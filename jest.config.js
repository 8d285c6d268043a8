// One project for each kind of test; the Makefile names the one it wants.

/** What all kinds of test have in common. */
const common = {
  testEnvironment: 'node',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } }] },
  // Folders that hold copies of modules, or none.
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  restoreMocks: true,
  // In the project rather than in the system's temporary folder: `make` leaves nothing elsewhere.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
};

/** Tests of the program must not see the settings, proxies and certificates of the machine they run on. */
const isolated = { ...common, setupFiles: ['<rootDir>/test/clean-environment.ts'] };

export default {
  watchman: false,
  projects: [
    {
      ...isolated,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/integration/', '<rootDir>/test/e2e/'],
    },
    { ...isolated, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
};
