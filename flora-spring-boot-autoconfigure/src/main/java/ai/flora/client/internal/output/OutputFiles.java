package ai.flora.client.internal.output;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.internal.Sha256;
import ai.flora.client.output.SavedOutput;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.WritableResource;

/**
 * Saves outputs, whole or not at all: a file appears under its name once all of it is on
 * the disk, in place of an older one of that name, and a resource gets nothing before all
 * of it is here.
 * <p>
 * A directory may be a link to one. A file that is a link is replaced, not followed.
 */
final class OutputFiles {

	private static final Log logger = LogFactory.getLog(OutputFiles.class);

	private static final int BUFFER = 16 * 1024;

	private OutputFiles() {
	}

	/**
	 * Saves an output as a file.
	 * @param name name of the file, without extension
	 */
	static SavedOutput save(OpenOutput output, Id id, Path directory, String name) {
		Path temporary = directory.resolve(".flora-" + UUID.randomUUID() + ".part");
		try {
			if (!Files.isDirectory(directory)) {
				Files.createDirectories(directory);
			}
			try {
				Written written = write(output, temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
				Path file = directory.resolve(name + "." + output.type().extension());
				Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
				return written.saved(id, file.toUri(), output);
			}
			finally {
				delete(temporary);
			}
		}
		catch (ClosedByInterruptException ex) {
			throw interrupted(id, ex);
		}
		catch (IOException | UnsupportedOperationException ex) {
			throw new FloraException(id.subject() + " cannot be saved in the directory " + directory
					+ ": is it there, writable, and not full?", ex);
		}
	}

	/**
	 * Saves an output as a resource.
	 */
	static SavedOutput save(OpenOutput output, Id id, WritableResource target) {
		Path temporary = null;
		try {
			temporary = Files.createTempFile("flora-output-", ".part");
			Written written = write(output, temporary, StandardOpenOption.WRITE);
			copy(temporary.toFile(), id, target);
			return written.saved(id, uri(target), output);
		}
		catch (ClosedByInterruptException ex) {
			throw interrupted(id, ex);
		}
		catch (IOException ex) {
			throw new FloraException(id.subject() + " cannot be saved: "
					+ ((temporary == null)
							? "the directory of temporary files, " + System.getProperty("java.io.tmpdir")
									+ ", takes no file"
							: "either " + target.getDescription() + " or the directory of temporary files, "
									+ temporary.getParent() + ", does not take it"),
					ex);
		}
		finally {
			if (temporary != null) {
				delete(temporary);
			}
		}
	}

	private static Written write(OpenOutput output, Path file, OpenOption... options) throws IOException {
		MessageDigest digest = Sha256.digest();
		byte[] buffer = new byte[BUFFER];
		long size = 0;
		try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
			for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
				digest.update(buffer, 0, count);
				ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
				size += count;
			}
			if (channel instanceof FileChannel onDisk) {
				onDisk.force(true);
			}
		}
		return new Written(size, Sha256.hex(digest.digest()));
	}

	/**
	 * Some resources take what they were given when they are closed, however little that
	 * is: nothing but the target can fail here, since an interrupt does not end the
	 * reading of such a stream.
	 */
	private static void copy(File whole, Id id, WritableResource target) throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(id, null);
		}
		try (InputStream in = new FileInputStream(whole); OutputStream out = target.getOutputStream()) {
			in.transferTo(out);
		}
		catch (RuntimeException ex) {
			// Clients of object stores have exceptions of their own.
			throw new IOException("The target has failed", ex);
		}
	}

	private static @Nullable URI uri(WritableResource target) {
		try {
			return target.getURI();
		}
		catch (IOException | RuntimeException ex) {
			return null;
		}
	}

	private static FloraInterruptedException interrupted(Id id, @Nullable Exception cause) {
		return new FloraInterruptedException(id.subject() + " was not saved: interrupted", cause);
	}

	private static void delete(Path temporary) {
		try {
			Files.deleteIfExists(temporary);
		}
		catch (IOException ex) {
			logger.warn("A temporary file was not deleted: " + temporary, ex);
		}
	}

	/**
	 * An output, as FLORA and messages call it.
	 *
	 * @param outputId its identifier; {@code null} if there is none
	 * @param subject beginning of messages
	 */
	record Id(@Nullable String outputId, String subject) {
	}

	/**
	 * A file that was written.
	 *
	 * @param size its length in bytes
	 * @param sha256 its checksum
	 */
	private record Written(long size, String sha256) {

		SavedOutput saved(Id id, @Nullable URI location, OpenOutput output) {
			return new SavedOutput(id.outputId(), location, this.size, this.sha256, output.mediaType());
		}

	}

}
