/** The name of an AWS region, as `us-east-1`, `ap-southeast-2`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION_NAME = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** Finds such a name as one label of a host name. */
export const regionInHost = (host: string): string | undefined =>
  host.split(".").find((label) => REGION_NAME.test(label));
