package ai.flora.benchmarks;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * The application that {@link StartUp} starts: it has nothing of its own, says what its
 * start took, and ends.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StartedApplication {

	static final String PREFIX = "STARTED ";

	private static final int COLLECTIONS = 5;

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = SpringApplication.run(StartedApplication.class, args)) {
			long millis = ManagementFactory.getRuntimeMXBean().getUptime();
			long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
			int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
			long allocated = ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
			System.out.println(PREFIX + millis + " " + cpu + " " + context.getBeanDefinitionCount() + " " + classes
					+ " " + allocated + " " + usedHeap());
		}
	}

	private static long usedHeap() throws InterruptedException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			Thread.sleep(50);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
