package ai.flora.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Shows FLORA's runs over HTTP. Reads {@code FLORA_API_KEY} and, if set,
 * {@code FLORA_BASE_URL}, {@code FLORA_WORKSPACE_ID} and {@code FLORA_PROJECT_ID}.
 *
 */
@SpringBootApplication
@EnableScheduling
public class SampleApplication {

	/**
	 * Runs until the process is ended.
	 * @param args properties such as {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
