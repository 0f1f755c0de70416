package ai.flora.client.internal.webhook;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The reasons to refuse a post, the response to it, and advice for the operator of the
 * application.
 */
enum Refusal {

	/** The post is not signed by one of the secrets, or not signed at all. */
	BAD_SIGNATURE(HttpStatus.UNAUTHORIZED, "bad_signature",
			"Check that flora.webhook.secrets holds the secret of the workspace in which the runs are started, 'whsec_' "
					+ "included, and that no proxy or filter changes the body or the header Flora-Signature. Others can "
					+ "post here, too."),

	/** The post came below the webhook's path, where no start has asked for it. */
	UNKNOWN_PATH(HttpStatus.UNAUTHORIZED, "bad_signature",
			"Check that flora.webhook.secrets still holds the secret with which the runs were started, and that all "
					+ "instances have the same. Others can post here, too."),

	/** A filter has read the body before the endpoint. */
	NO_BODY(HttpStatus.UNAUTHORIZED, "bad_signature",
			"Check which filter of the application reads the bodies of requests, such as one that logs them, and leave "
					+ "the webhook's path out of it. Others can post here, too."),

	/** The post is signed, but too old, or from the future. */
	EXPIRED(HttpStatus.UNAUTHORIZED, "expired",
			"Check this machine's clock. If only repeated deliveries are too old, increase flora.webhook.tolerance: all "
					+ "attempts of a delivery may have one signature, and the last comes more than 6 minutes after the "
					+ "first."),

	/** The post is signed, but no delivery. */
	MALFORMED(HttpStatus.BAD_REQUEST, "malformed",
			"Check whether there is a newer version of this library: FLORA may have changed what it posts."),

	/** The type of the post is not JSON. */
	NOT_JSON(HttpStatus.UNSUPPORTED_MEDIA_TYPE, null,
			"Check that no proxy changes the header Content-Type. Others can post here, too."),

	/** The body of the post is larger than a delivery. */
	TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, null, "Others can post here, too."),

	/** The delivery is FLORA's, and the client could not take it. */
	NOT_TAKEN(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", "FLORA delivers it again.");

	private final HttpStatus status;

	private final @Nullable String meterValue;

	private final String advice;

	Refusal(HttpStatus status, @Nullable String meterValue, String advice) {
		this.status = status;
		this.meterValue = meterValue;
		this.advice = advice;
	}

	HttpStatus status() {
		return this.status;
	}

	/**
	 * Returns the value by which meters name it; {@code null} if it is not recorded.
	 */
	@Nullable String meterValue() {
		return this.meterValue;
	}

	String advice() {
		return this.advice;
	}

}
