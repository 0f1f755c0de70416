package ai.flora.client.internal.transport;

import java.io.IOException;
import java.lang.reflect.Field;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Reactor's client, such that an interim response is none, and that it does not log a
 * response that it cannot read. By itself Reactor takes every interim response but a 100
 * for the response, and hands the connection on: the next call may be given the response
 * that was still to come.
 */
final class ReactorExchanges {

	private static final String NAME = ReactorExchanges.class.getName();

	private ReactorExchanges() {
	}

	static void install(ClientHttpRequestFactory factory) {
		// Spring's factory does not show its client.
		Field field = ReflectionUtils.findField(ReactorClientHttpRequestFactory.class, "httpClient", HttpClient.class);
		if (field == null) {
			return;
		}
		ReflectionUtils.makeAccessible(field);
		if (ReflectionUtils.getField(field, factory) instanceof HttpClient client) {
			ReflectionUtils.setField(field, factory,
					client.doOnChannelInit((observer, channel, address) -> watch(channel)));
		}
	}

	private static void watch(Channel channel) {
		// A factory may be set up more than once.
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null && channel.pipeline().get(NAME) == null) {
			channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, new Interims());
		}
	}

	/**
	 * Skips interim responses, and closes a connection that receives anything but
	 * responses: another protocol, or an impossible status.
	 */
	private static final class Interims extends ChannelInboundHandlerAdapter {

		private boolean skipping;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			// Reactor logs the cause, which quotes bytes that may hold the key.
			if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
				part.setDecoderResult(DecoderResult.failure(new IOException(
						"The answer breaks HTTP: " + part.decoderResult().cause().getClass().getSimpleName())));
			}
			if (message instanceof HttpResponse response) {
				int status = response.status().code();
				this.skipping = status < 200;
				if (status < 100 || status == 101) {
					context.close();
				}
			}
			if (!this.skipping) {
				context.fireChannelRead(message);
				return;
			}
			ReferenceCountUtil.release(message);
			if (message instanceof LastHttpContent) {
				this.skipping = false;
				context.read();
			}
		}

	}

}
