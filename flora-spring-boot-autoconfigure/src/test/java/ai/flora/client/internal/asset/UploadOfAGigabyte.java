package ai.flora.client.internal.asset;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

import ai.flora.client.FloraClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.transport.Transports;

import org.springframework.core.io.AbstractResource;

/**
 * Uploads 1 GB on each HTTP library, and prints how much heap that takes.
 */
final class UploadOfAGigabyte {

	static final long SIZE = 1024L * 1024 * 1024;

	private static final int SMALL = 5 * 1024 * 1024;

	private static final int LOOKS = 6;

	private UploadOfAGigabyte() {
	}

	public static void main(String[] args) {
		for (Transports transport : Transports.values()) {
			try (FloraClient client = transport.builder("http://127.0.0.1:" + args[0] + "/api/v1")
				.workspaceId("ws_1")
				.build()) {
				FloraAssetsClient assets = client.assets();
				assets.upload(new Generated(SMALL, new AtomicLong()));
				assets.upload(new Generated(SMALL, new AtomicLong()));
				AtomicLong most = new AtomicLong();
				long before = live();
				assets.upload(new Generated(SIZE, most));
				System.out.println("HEAP " + transport + " " + (most.get() - before));
			}
		}
		System.exit(0);
	}

	private static long live() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * A file that begins like a PNG, and looks at the heap now and then.
	 */
	private static final class Generated extends AbstractResource {

		private final long length;

		private final AtomicLong most;

		Generated(long length, AtomicLong most) {
			this.length = length;
			this.most = most;
		}

		@Override
		public String getDescription() {
			return "generated";
		}

		@Override
		public long contentLength() {
			return this.length;
		}

		@Override
		public InputStream getInputStream() {
			return new InputStream() {

				private long done;

				@Override
				public int read() {
					throw new UnsupportedOperationException();
				}

				@Override
				public int read(byte[] bytes, int offset, int count) {
					if (this.done == Generated.this.length) {
						return -1;
					}
					int now = (int) Math.min(count, Generated.this.length - this.done);
					if (this.done == 0) {
						System.arraycopy(new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' }, 0, bytes,
								offset, 8);
					}
					long step = Generated.this.length / LOOKS;
					if (this.done / step != (this.done + now) / step) {
						Generated.this.most.accumulateAndGet(live(), Math::max);
					}
					this.done += now;
					return now;
				}

			};
		}

	}

}
