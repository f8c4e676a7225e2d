const HOST =
  /^(?:[a-z0-9-]+\.)?bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.(?:com(?:\.cn)?|eu)|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** Region in the name of a Bedrock Runtime endpoint: plain, FIPS, dual stack or private. */
export const regionOfHost = (host: string): string | undefined => HOST.exec(host.toLowerCase())?.[1];
