package ai.flora.client.internal.asset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.internal.FileType;
import ai.flora.client.internal.transport.StorageTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * A file to upload: its length, its type by its first bytes, and its bytes as often as
 * they can be read. Not thread-safe, but for the reading.
 */
final class Content implements AutoCloseable, StorageTransport.Body {

	private static final Log logger = LogFactory.getLog(Content.class);

	private static final int BUFFER = 16 * 1024;

	/** A file of up to this length goes to FLORA itself, in one request. */
	private static final long MAX_DIRECT = 4L * 1024 * 1024;

	private final Resource resource;

	private final long length;

	private final FileType type;

	private final String name;

	/** Deleted at the end. */
	private final @Nullable Path copy;

	/** Of a resource that is open already: its bytes from the first one on. */
	private final @Nullable InputStream only;

	private final boolean repeatable;

	private volatile boolean begun;

	private volatile @Nullable IOException failure;

	private Content(Resource resource, long length, FileType type, String name, @Nullable Path copy,
			@Nullable InputStream only) {
		this.resource = resource;
		this.length = length;
		this.type = type;
		this.name = name;
		this.copy = copy;
		this.only = only;
		this.repeatable = only == null;
	}

	/**
	 * Looks at a file.
	 * @throws FloraRequestRefusedException if FLORA does not take it
	 * @throws FloraException if it cannot be read
	 */
	static Content of(AssetUpload upload, Resource resource) {
		Path copy = null;
		InputStream only = null;
		boolean done = false;
		try {
			String fileName = resource.getFilename();
			long length = knownLength(resource);
			if (length < 0) {
				copy = copy(resource);
				length = Files.size(copy);
			}
			Resource readable = (copy != null) ? new FileSystemResource(copy) : resource;
			byte[] head;
			if (readable.isOpen()) {
				only = readable.getInputStream();
				head = only.readNBytes(FileType.HEAD);
				only = new SequenceInputStream(new ByteArrayInputStream(head), only);
			}
			else {
				head = head(readable);
			}
			if (head.length > length) {
				throw new IOException("The content goes on after its length of " + length + " bytes");
			}
			FileType type = type(head, upload.type());
			Content content = new Content(readable, length, type, name(upload.name(), fileName, type), copy, only);
			done = true;
			return content;
		}
		catch (FloraRequestRefusedException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw new FloraException("Upload: the content cannot be read. Nothing was sent", ex);
		}
		finally {
			if (!done) {
				close(only, copy);
			}
		}
	}

	/**
	 * The length, or -1 if only reading would tell. Spring's own way to find the length
	 * would use up a resource that is open already.
	 */
	private static long knownLength(Resource resource) throws IOException {
		Method method = ReflectionUtils.findMethod(resource.getClass(), "contentLength");
		boolean reads = method == null || method.getDeclaringClass() == AbstractResource.class;
		return (resource.isOpen() && reads) ? -1 : resource.contentLength();
	}

	private static Path copy(Resource resource) throws IOException {
		Path copy = Files.createTempFile("flora-upload-", ".tmp");
		try (InputStream in = resource.getInputStream(); OutputStream out = Files.newOutputStream(copy)) {
			in.transferTo(out);
			return copy;
		}
		catch (IOException | RuntimeException ex) {
			delete(copy);
			throw ex;
		}
	}

	private static byte[] head(Resource resource) throws IOException {
		InputStream in = resource.getInputStream();
		try {
			return in.readNBytes(FileType.HEAD);
		}
		finally {
			close(in, null);
		}
	}

	private static FileType type(byte[] head, @Nullable String callers) {
		if (head.length == 0) {
			throw new FloraRequestRefusedException("Upload: the content is empty. Nothing was sent");
		}
		FileType type = FileType.of(head);
		if (type == null && callers != null) {
			type = FileType.named(callers);
		}
		if (type != null) {
			return type;
		}
		throw new FloraRequestRefusedException("Upload: by its first bytes the content is of no type that FLORA takes"
				+ ((callers != null) ? ", and '" + callers + "' is none" : "") + ". Nothing was sent. FLORA takes "
				+ FileType.allowed());
	}

	private static String name(@Nullable String callers, @Nullable String fileName, FileType type) {
		if (callers != null) {
			return callers;
		}
		String name = (fileName != null) ? StringUtils.getFilename(fileName.replace('\\', '/')) : null;
		String printable = (name != null) ? name.replaceAll("\\p{IsCntrl}", "").strip() : "";
		return printable.isEmpty() ? "upload." + type.extension() : printable;
	}

	/** Length in bytes. */
	long length() {
		return this.length;
	}

	/** Returns whether it goes to FLORA itself, and not to its storage. */
	boolean isDirect() {
		return this.length <= MAX_DIRECT;
	}

	FileType type() {
		return this.type;
	}

	/** The name of the asset, never blank. */
	String name() {
		return this.name;
	}

	/** Returns whether it can be sent again. */
	boolean isRepeatable() {
		return this.repeatable;
	}

	/** Returns whether it can be sent: it is repeatable, or was not read yet. */
	boolean isReadable() {
		return this.repeatable || !this.begun;
	}

	/** The reason why it could not be read, or {@code null} if it could. */
	@Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Writes all of it, or fails: a content that is shorter or longer than it said has
	 * changed meanwhile. Its last piece is written only if nothing follows: a body that
	 * is whole would be taken, and stored cut off.
	 */
	@Override
	public void writeTo(OutputStream out) throws IOException {
		byte[] buffer = new byte[BUFFER];
		this.failure = null;
		InputStream in = noted(this::open);
		try {
			long left = this.length;
			while (left > 0) {
				int count = read(in, buffer, (int) Math.min(buffer.length, left));
				if (count < 0) {
					throw failed(new IOException("The content ends " + left + " bytes before its length"));
				}
				left -= count;
				if (left == 0 && read(in, new byte[1], 1) > 0) {
					throw failed(new IOException("The content goes on after its length"));
				}
				out.write(buffer, 0, count);
			}
		}
		finally {
			close(in, null);
		}
	}

	private InputStream open() throws IOException {
		boolean again = this.begun;
		this.begun = true;
		InputStream only = this.only;
		if (only == null) {
			return this.resource.getInputStream();
		}
		if (again) {
			throw new IOException("The content can be read only once");
		}
		return only;
	}

	private int read(InputStream in, byte[] buffer, int length) throws IOException {
		return noted(() -> in.read(buffer, 0, length));
	}

	/**
	 * Resources, such as those of object stores, throw what they like. Nobody else is at
	 * fault then, and nobody may take it for a failure of another kind.
	 */
	private <T> T noted(Access<T> access) throws IOException {
		try {
			return access.get();
		}
		catch (IOException ex) {
			throw failed(ex);
		}
		catch (RuntimeException ex) {
			throw failed(new IOException("The content cannot be read", ex));
		}
	}

	private IOException failed(IOException failure) {
		this.failure = failure;
		return failure;
	}

	@Override
	public void close() {
		close(this.only, this.copy);
	}

	private static void close(@Nullable InputStream in, @Nullable Path copy) {
		if (in != null) {
			try {
				in.close();
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("A content was not closed", ex);
			}
		}
		if (copy != null) {
			delete(copy);
		}
	}

	private static void delete(Path copy) {
		try {
			Files.deleteIfExists(copy);
		}
		catch (IOException ex) {
			logger.warn("The copy of a content was not deleted: " + copy, ex);
		}
	}

	private interface Access<T> {

		T get() throws IOException;

	}

}
