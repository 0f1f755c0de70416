package ai.flora.client.internal.asset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import ai.flora.client.internal.transport.StorageTransport;

/**
 * A form with a file, as {@code multipart/form-data}: all fields, in order, then the
 * file, for a storage reads no field that comes after it.
 */
final class MultipartBody implements StorageTransport.Body {

	private final String boundary = "flora-" + UUID.randomUUID();

	private final byte[] head;

	private final Content content;

	private final byte[] tail;

	MultipartBody(Map<String, String> fields, String fileField, Content content) {
		StringBuilder head = new StringBuilder();
		fields.forEach((name, value) -> head.append("--")
			.append(this.boundary)
			.append("\r\nContent-Disposition: form-data; name=\"")
			.append(quoted(name))
			.append("\"\r\n\r\n")
			.append(value)
			.append("\r\n"));
		head.append("--")
			.append(this.boundary)
			.append("\r\nContent-Disposition: form-data; name=\"")
			.append(quoted(fileField))
			.append("\"; filename=\"")
			.append(quoted(content.name()))
			.append("\"\r\nContent-Type: ")
			.append(content.type().mediaType())
			.append("\r\n\r\n");
		this.head = head.toString().getBytes(StandardCharsets.UTF_8);
		this.content = content;
		this.tail = ("\r\n--" + this.boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
	}

	/** Quotes a name as browsers do. */
	private static String quoted(String name) {
		return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
	}

	String contentType() {
		return "multipart/form-data; boundary=" + this.boundary;
	}

	/** Length in bytes. */
	long length() {
		return this.head.length + this.content.length() + this.tail.length;
	}

	@Override
	public void writeTo(OutputStream out) throws IOException {
		out.write(this.head);
		this.content.writeTo(out);
		out.write(this.tail);
	}

}
