package ai.flora.applications

import ai.flora.client.RunStatus
import ai.flora.spring.boot.test.FakeFlora
import ai.flora.spring.boot.test.FakeRun
import ai.flora.spring.boot.test.WithFakeFlora
import java.math.BigDecimal
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.context.annotation.Configuration
import org.springframework.context.annotation.Import

/**
 * An application in Kotlin: the client by the constructor, and no `!!`.
 */
@SpringBootTest
@WithFakeFlora
class KotlinTests(@Autowired private val pictures: Pictures) {

	@Test
	fun pictureIsTheFirstLink(@Autowired fake: FakeFlora) {
		fake.nextRun().completesWith(FakeRun.image("https://media.flora.ai/1.png"))
		assertThat(pictures.picture("A harbour")).hasToString("https://media.flora.ai/1.png")
		fake.nextRun().completesWith(FakeRun.text("No picture"))
		assertThat(pictures.picture("A harbour")).isNull()
	}

	@Test
	fun runIsWatchedAndItsCostIsKnown() {
		assertThat(pictures.watched("A harbour").status()).isEqualTo(RunStatus.COMPLETED)
		assertThat(pictures.spent()).isGreaterThan(BigDecimal.ZERO)
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Pictures::class)
	open class Application

}
