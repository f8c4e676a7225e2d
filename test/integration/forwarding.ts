import { HttpRequest } from "@smithy/core/protocols";
import type { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";

/** Stands where the service would: takes note of the host that is meant, and goes to the port of its region. */
export class Forwarding {
  readonly metadata: { readonly handlerProtocol: string };
  readonly authorizations: string[] = [];
  readonly hosts: string[] = [];
  readonly #inner: NodeHttp2Handler | NodeHttpHandler;
  readonly #url: (region: string) => string;

  constructor(inner: NodeHttp2Handler | NodeHttpHandler, url: (region: string) => string) {
    this.#inner = inner;
    this.#url = url;
    this.metadata = inner.metadata;
  }

  handle(request: HttpRequest, options?: object): ReturnType<NodeHttpHandler["handle"]> {
    this.hosts.push(request.hostname);
    // The SDK writes the name in two ways.
    const { authorization, Authorization } = request.headers;
    this.authorizations.push(authorization ?? Authorization ?? "");
    const { hostname, port, protocol } = new URL(this.#url(request.hostname.split(".")[1] ?? ""));
    const forwarded = Object.assign(HttpRequest.clone(request), { hostname, port: Number(port), protocol });
    return this.#inner.handle(forwarded, options) as ReturnType<NodeHttpHandler["handle"]>;
  }

  destroy(): void {
    this.#inner.destroy();
  }
}
