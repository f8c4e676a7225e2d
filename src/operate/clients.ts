import { peerElsewhere } from "../missing-peer.js";

/*
 * The door to the control plane: clients that are optional peers, each loaded only when it is needed. Within a `try`, so
 * that bundlers bear that one is missing. Each throws SpillwayError `PEER_MISSING`, which names what to install.
 */

export async function loadCloudWatch(): Promise<typeof import("@aws-sdk/client-cloudwatch")> {
  try {
    return await import("@aws-sdk/client-cloudwatch");
  } catch (error) {
    return peerElsewhere("@aws-sdk/client-cloudwatch", error);
  }
}

export async function loadBedrock(): Promise<typeof import("@aws-sdk/client-bedrock")> {
  try {
    return await import("@aws-sdk/client-bedrock");
  } catch (error) {
    return peerElsewhere("@aws-sdk/client-bedrock", error);
  }
}

export async function loadSts(): Promise<typeof import("@aws-sdk/client-sts")> {
  try {
    return await import("@aws-sdk/client-sts");
  } catch (error) {
    return peerElsewhere("@aws-sdk/client-sts", error);
  }
}
