package ai.flora.client.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * A certificate that it signed itself, made by the JDK's {@code keytool} for 127.0.0.1.
 */
public enum Certificates {

	SERVER;

	private static final String PASSWORD = "changeit";

	private final KeyStore store = create();

	ServerSocket listen() throws IOException {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(this.store, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * Listens as {@link #listen()} does, and asks clients for a certificate.
	 */
	public ServerSocket listenAndAsk() throws IOException {
		SSLServerSocket listener = (SSLServerSocket) withKey().getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		listener.setWantClientAuth(true);
		return listener;
	}

	/**
	 * Trusts the certificate, and shows it to whoever asks.
	 */
	public SSLContext withKey() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(this.store, PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(this.store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes the certificate into a trust store.
	 * @return the store's password
	 */
	public String write(Path trustStore) throws IOException {
		try (OutputStream out = Files.newOutputStream(trustStore)) {
			KeyStore certificate = KeyStore.getInstance("PKCS12");
			certificate.load(null, null);
			certificate.setCertificateEntry("trusted", this.store.getCertificate("server"));
			certificate.store(out, PASSWORD.toCharArray());
			return PASSWORD;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	SslBundle bundle() {
		return SslBundle.of(SslStoreBundle.of(null, null, this.store));
	}

	SSLContext trusting() {
		try {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(this.store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyStore create() {
		try {
			Path directory = Files.createTempDirectory("flora-certificates");
			Path file = directory.resolve("server.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=flora.invalid", "-ext",
					"san=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
					file.toString())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException("keytool failed");
			}
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				store.load(in, PASSWORD.toCharArray());
			}
			Files.delete(file);
			Files.delete(directory);
			// Only a certificate entry is trusted.
			store.setCertificateEntry("trusted", store.getCertificate("server"));
			return store;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
