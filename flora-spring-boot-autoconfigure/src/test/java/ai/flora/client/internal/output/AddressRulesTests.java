package ai.flora.client.internal.output;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the special addresses begin and end: one bit too few, and a private address is
 * public; one too many, and a paid output cannot be fetched.
 */
class AddressRulesTests {

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, unspecified", "0.255.255.255, unspecified", "10.0.0.0, private", "10.255.255.255, private",
			"100.64.0.0, shared", "100.127.255.255, shared", "127.0.0.0, loopback", "127.255.255.255, loopback",
			"168.63.129.16, metadata", "169.254.0.0, link-local", "169.254.255.255, metadata", "172.16.0.0, private",
			"172.31.255.255, private", "192.0.0.0, reserved", "192.0.0.255, reserved", "192.0.2.0, documentation",
			"192.0.2.255, documentation", "192.88.99.0, 6to4", "192.88.99.255, 6to4", "192.168.0.0, private",
			"192.168.255.255, private", "198.18.0.0, benchmarking", "198.19.255.255, benchmarking",
			"198.51.100.0, documentation", "198.51.100.255, documentation", "203.0.113.0, documentation",
			"203.0.113.255, documentation", "224.0.0.0, multicast", "239.255.255.255, multicast", "240.0.0.0, reserved",
			"255.255.255.254, reserved", "255.255.255.255, broadcast", "::, unspecified", "::1, loopback",
			"::ffff:ffff, IPv4", "::1:0:0:0, reserved", "64:ff9b::a00:1, private", "64:ff9b::7f00:1, loopback",
			"64:ff9b::1:0:0, reserved", "64:ff9b:1::1, translated", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff, translated",
			"100::, reserved", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved", "2001::1, Teredo",
			"2001:0:ffff:ffff:ffff:ffff:ffff:ffff, Teredo", "2001:1::1, reserved",
			"2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, reserved", "2001:db8::, documentation",
			"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, documentation", "2002::, 6to4",
			"2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 6to4", "3fff::, documentation",
			"3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, documentation", "4000::, reserved", "5f00::1, reserved",
			"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved", "fc00::, unique-local",
			"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, unique-local", "fe00::, reserved", "fe80::, link-local",
			"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, link-local", "fec0::, site-local",
			"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, site-local", "ff00::, multicast",
			"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, multicast" })
	void specialAddressIsRefusedForWhatItIs(String address, String kind) throws UnknownHostException {
		assertThat(AddressRules.problem(InetAddress.getByName(address))).contains(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
			"128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255",
			"172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.1.255", "192.0.3.0", "192.88.98.255", "192.88.100.0",
			"192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
			"203.0.112.255", "203.0.114.0", "223.255.255.255", "64:ff9b::808:808", "::ffff:8.8.8.8", "2000::1",
			"2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2606:4700::1111",
			"3ffe:ffff::1", "3fff:1000::1" })
	void publicAddressIsAllowed(String address) throws UnknownHostException {
		assertThat(AddressRules.problem(InetAddress.getByName(address))).isNull();
	}

}
