package ai.flora.client.internal.output;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells which addresses belong to the public internet, by the registries of IANA for
 * special addresses of IPv4 and IPv6.
 *
 * @see <a href= "https://www.iana.org/assignments/iana-ipv4-special-registry/">IANA: IPv4
 * Special-Purpose Address Registry</a>
 * @see <a href= "https://www.iana.org/assignments/iana-ipv6-special-registry/">IANA: IPv6
 * Special-Purpose Address Registry</a>
 */
final class AddressRules {

	private static final List<Block> IPV4 = List.of(Block.of("0.0.0.0/8", "unspecified"),
			Block.of("10.0.0.0/8", "private"), Block.of("100.64.0.0/10", "shared by the customers of a provider"),
			Block.of("127.0.0.0/8", "loopback"), Block.of("168.63.129.16/32", "that of a cloud's metadata"),
			Block.of("169.254.0.0/16", "link-local, as is that of a cloud's metadata"),
			Block.of("172.16.0.0/12", "private"), Block.of("192.0.0.0/24", "reserved"),
			Block.of("192.0.2.0/24", "for documentation"), Block.of("192.88.99.0/24", "a relay of 6to4"),
			Block.of("192.168.0.0/16", "private"), Block.of("198.18.0.0/15", "for benchmarking"),
			Block.of("198.51.100.0/24", "for documentation"), Block.of("203.0.113.0/24", "for documentation"),
			Block.of("224.0.0.0/4", "multicast"), Block.of("255.255.255.255/32", "broadcast"),
			Block.of("240.0.0.0/4", "reserved"));

	/** Special blocks. All others are reserved, except for those within GLOBAL. */
	private static final List<Block> IPV6 = List.of(Block.of("::/128", "unspecified"), Block.of("::1/128", "loopback"),
			Block.of("::/96", "an IPv4 address that is written as IPv6"), Block.of("fc00::/7", "unique-local"),
			Block.of("fe80::/10", "link-local"), Block.of("fec0::/10", "site-local"), Block.of("ff00::/8", "multicast"),
			Block.of("64:ff9b:1::/48", "translated within a network"), Block.of("2001::/32", "a tunnel of Teredo"),
			Block.of("2001::/23", "reserved"), Block.of("2001:db8::/32", "for documentation"),
			Block.of("2002::/16", "a tunnel of 6to4"), Block.of("3fff::/20", "for documentation"));

	private static final Block GLOBAL = Block.of("2000::/3", "global");

	/** The block through which a network without IPv4 reaches all of IPv4. */
	private static final Block NAT64 = Block.of("64:ff9b::/96", "translated");

	private static final byte[] MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff };

	private AddressRules() {
	}

	/**
	 * Tells why an address does not belong to the public internet.
	 * @return the kind of the address, or {@code null} if it does belong to it
	 */
	static @Nullable String problem(InetAddress address) {
		return problem(address.getAddress());
	}

	private static @Nullable String problem(byte[] address) {
		if (address.length == 4) {
			return problem(IPV4, address);
		}
		if (NAT64.contains(address) || Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
			return problem(Arrays.copyOfRange(address, MAPPED.length, address.length));
		}
		String problem = problem(IPV6, address);
		return (problem != null) ? problem : GLOBAL.contains(address) ? null : "reserved";
	}

	private static @Nullable String problem(List<Block> blocks, byte[] address) {
		return blocks.stream().filter((block) -> block.contains(address)).map(Block::kind).findFirst().orElse(null);
	}

	/**
	 * Addresses with the same beginning.
	 *
	 * @param beginning an address
	 * @param bits number of its bits that count
	 * @param kind kind of such addresses, as messages call it
	 */
	private record Block(byte[] beginning, int bits, String kind) {

		static Block of(String block, String kind) {
			int slash = block.indexOf('/');
			try {
				return new Block(InetAddress.getByName(block.substring(0, slash)).getAddress(),
						Integer.parseInt(block.substring(slash + 1)), kind);
			}
			catch (UnknownHostException ex) {
				throw new IllegalStateException(block, ex);
			}
		}

		boolean contains(byte[] address) {
			if (address.length != this.beginning.length) {
				return false;
			}
			for (int bit = 0; bit < this.bits; bit++) {
				int mask = 0x80 >> (bit % 8);
				if (((address[bit / 8] ^ this.beginning[bit / 8]) & mask) != 0) {
					return false;
				}
			}
			return true;
		}

	}

}
