package ai.flora.client.internal.output;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * The source of an output's bytes. Each method throws a
 * {@link ai.flora.client.FloraException} if there is no more to come.
 */
interface OutputSource extends AutoCloseable {

	/**
	 * Waits until the bytes begin; to be called first, and once.
	 * @return their number, if it is known
	 */
	OptionalLong begin();

	/**
	 * Waits for the next bytes.
	 * @return some bytes, or {@code null} at the end
	 */
	byte @Nullable [] read();

	@Override
	void close();

	/**
	 * A source of bytes that are there already.
	 */
	static OutputSource of(byte[] bytes) {
		return new OutputSource() {

			private byte @Nullable [] left = bytes;

			@Override
			public OptionalLong begin() {
				return OptionalLong.of(bytes.length);
			}

			@Override
			public byte @Nullable [] read() {
				byte[] next = this.left;
				this.left = null;
				return next;
			}

			@Override
			public void close() {
			}

		};
	}

}
