// For Node.js' --import: appends the address of each module that is loaded to the file that MODULES_LOADED names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.MODULES_LOADED, `${url}\n`);
    return nextLoad(url, context);
  },
});
