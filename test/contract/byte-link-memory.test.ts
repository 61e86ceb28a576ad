import { memoryLinkPair } from "#simulator/wire/memory-link";
import { byteLinkContract } from "#test/support/byte-link-contract";
import { linkAsPeer } from "#test/support/byte-link-peer";

byteLinkContract("the near end of a memory link", () => {
  const wire = memoryLinkPair("line");
  return Promise.resolve({ ...wire, link: wire.near, peer: linkAsPeer(wire.far), dispose: () => wire.cut() });
});

byteLinkContract("the far end of a memory link", () => {
  const wire = memoryLinkPair("line");
  return Promise.resolve({ ...wire, link: wire.far, peer: linkAsPeer(wire.near), dispose: () => wire.cut() });
});
