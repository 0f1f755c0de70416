package ai.flora.client.internal.asset;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where FLORA fetches from, and what only looks like it.
 */
class FetchableHostsTests {

	private final FetchableHosts hosts = new FetchableHosts(URI.create("https://app.flora.ai/api/v1"));

	@ParameterizedTest
	@ValueSource(strings = { "https://media.flora.ai/a.png", "https://MEDIA.flora.ai/a.png?tr=orig",
			"https://media.flora.ai:443/a.png", "https://ik.imagekit.io/flora/a.png",
			"https://storage.googleapis.com/bucket/a.png", "https://my-bucket.storage.googleapis.com/a.png",
			"https://my.bucket_1.storage.googleapis.com/a.png", "https://s3.amazonaws.com/bucket/a.png",
			"https://s3.eu-central-1.amazonaws.com/bucket/a.png", "https://s3-eu-west-1.amazonaws.com/bucket/a.png",
			"https://bucket.s3.amazonaws.com/a.png", "https://bucket.s3.us-gov-west-1.amazonaws.com/a.png",
			"https://my.bucket.s3.dualstack.eu-central-1.amazonaws.com/a.png", "https://app.flora.ai/media/a.png" })
	void floraFetchesFromItsOwnHosts(String url) {
		assertThat(this.hosts.contain(URI.create(url))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://media.flora.ai/a.png", "https://media.flora.ai.example.com/a.png",
			"https://xmedia.flora.ai/a.png", "https://x.media.flora.ai/a.png", "https://media.flora.ai./a.png",
			"https://media.flora.ai:8443/a.png", "https://media.flora.ai@example.com/a.png",
			"https://user@media.flora.ai/a.png", "https://example.com/media.flora.ai/a.png",
			"https://example.com?https://media.flora.ai", "https://mediaxflora.ai/a.png", "https://flora.ai/a.png",
			"https://ik.imagekit.io.example.com/a.png", "https://x.ik.imagekit.io/a.png",
			"https://evilstorage.googleapis.com/a.png", "https://storage.googleapis.com.example.com/a.png",
			"https://-.storage.googleapis.com/a.png", "https://www.googleapis.com/a.png",
			"https://evils3.amazonaws.com/a.png", "https://s3.amazonaws.com.example.com/a.png",
			"https://bucket.s3.example.amazonaws.com/a.png", "https://ec2-1-2-3-4.compute-1.amazonaws.com/a.png",
			"https://bucket.s3-website.eu-west-1.amazonaws.com/a.png", "https://example.com/a.png",
			"http://app.flora.ai/a.png", "data:image/png;base64,AAAA", "/a.png" })
	void whatOnlyLooksLikeOneIsForeign(String url) {
		assertThat(this.hosts.contain(URI.create(url))).isFalse();
	}

}
