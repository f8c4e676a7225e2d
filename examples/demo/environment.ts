/**
 * Takes this process out of the reader's own AWS set-up, so that the defaults on show are really the defaults: no
 * AWS_MAX_ATTEMPTS, no profile with a retry mode, no SPILLWAY_* variable. Nothing outside this process changes.
 */
export function isolateEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (name.startsWith("AWS_") || name.startsWith("SPILLWAY_")) delete env[name];
  }
  env.AWS_CONFIG_FILE = "/dev/null";
  env.AWS_SHARED_CREDENTIALS_FILE = "/dev/null";
  // The SDK's own switch for its notice that it will leave older versions of Node; it would tear the live panel.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
}
