package ai.flora.applications

import ai.flora.client.FloraGenerationsClient
import ai.flora.client.GenerationQuery
import ai.flora.client.GenerationRequest
import ai.flora.client.Run
import ai.flora.client.RunStatus
import java.math.BigDecimal
import java.net.URI
import org.springframework.stereotype.Service

@Service
class Pictures(private val flora: FloraGenerationsClient) {

	fun picture(prompt: String): URI? =
		flora.generate(GenerationRequest.image(prompt)).outputs().firstNotNullOfOrNull { it.link().orElse(null) }

	fun watched(prompt: String): Run {
		val handle = flora.submit(GenerationRequest.image(prompt))
		handle.onUpdate { run -> println("${run.status()} ${run.progress() ?: ""}") }
		return handle.await()
	}

	fun spent(): BigDecimal =
		flora.list(GenerationQuery.all().withStatus(RunStatus.COMPLETED)).items()
			.mapNotNull { it.run().chargedCost() }
			.fold(BigDecimal.ZERO, BigDecimal::add)

}
