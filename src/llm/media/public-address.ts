/** Which addresses belong to the public internet. Pure. */
import { BlockList, isIP } from 'node:net';

/** What is reserved for hosts, links, private networks, documentation, multicast, and for IPv4 in disguise (RFC 6890 and its successors). */
const RESERVED: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** One for each family: a single list would take every IPv4 address for one in disguise. */
const reserved = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of RESERVED) {
  const family = network.includes(':') ? 'ipv6' : 'ipv4';
  reserved[family].addSubnet(network, prefix, family);
}

/** @param address an IP address; anything else is not public */
export function isPublicAddress(address: string): boolean {
  // A zone names an interface of this machine.
  if (address.includes('%') || isIP(address) === 0) return false;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return !reserved[family].check(address, family);
}
