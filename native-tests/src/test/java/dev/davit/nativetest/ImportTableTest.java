package dev.davit.nativetest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module may import which: the table of ARCHITECTURE.md, as rules. */
class ImportTableTest {
  private static JavaClasses davit;

  @BeforeAll
  static void readAllClasses() {
    davit =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                "dev.davit.oci",
                "dev.davit.linux",
                "dev.davit.runtime",
                "dev.davit.ocicommand",
                "dev.davit.image",
                "dev.davit.engine",
                "dev.davit.cri",
                "dev.davit.daemon",
                "dev.davit.command");
  }

  @Test
  void everyModuleImportsOnlyWhatTheTableAllows() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.davit..")
        .layer("oci-spec")
        .definedBy("dev.davit.oci..")
        .layer("linux")
        .definedBy("dev.davit.linux..")
        .layer("runtime-core")
        .definedBy("dev.davit.runtime..")
        .layer("oci-command")
        .definedBy("dev.davit.ocicommand..")
        .layer("image-store")
        .definedBy("dev.davit.image..")
        .layer("engine")
        .definedBy("dev.davit.engine..")
        .layer("cri-api")
        .definedBy("dev.davit.cri..")
        .layer("runtime-daemon")
        .definedBy("dev.davit.command..", "dev.davit.daemon..", "dev.davit.manifest..")
        .whereLayer("oci-spec")
        .mayNotAccessAnyLayer()
        .whereLayer("linux")
        .mayNotAccessAnyLayer()
        .whereLayer("runtime-core")
        .mayOnlyAccessLayers("oci-spec", "linux")
        .whereLayer("oci-command")
        .mayOnlyAccessLayers("oci-spec", "linux", "runtime-core")
        .whereLayer("image-store")
        .mayOnlyAccessLayers("oci-spec", "linux")
        .whereLayer("engine")
        .mayOnlyAccessLayers("oci-spec", "linux", "runtime-core", "image-store")
        .whereLayer("cri-api")
        .mayNotAccessAnyLayer()
        .whereLayer("runtime-daemon")
        .mayOnlyAccessLayers(
            "oci-spec", "linux", "runtime-core", "image-store", "engine", "cri-api")
        .check(davit);
  }

  @Test
  void onlyTheJnrPackageImportsJnr() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.davit.linux.jnr..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jnr..", "com.kenai..")
        .allowEmptyShould(true)
        .check(davit);
  }

  @Test
  void onlyTheJnaPackageImportsJna() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.davit.linux.jna..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..")
        .allowEmptyShould(true)
        .check(davit);
  }

  @Test
  void onlyTheManifestsImportAReaderOfYaml() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.davit.manifest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.snakeyaml..")
        .check(davit);
  }

  @Test
  void onlyTheCommandImportsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.davit.command..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(davit);
  }

  @Test
  void onlyTheDaemonImportsNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.davit.daemon..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(davit);
  }

  @Test
  void onlyToolsOfTheUserStartThroughTheJdk() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CredentialHelper")
        .and()
        .doNotHaveSimpleName("PsVerb")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .because(
            "a container starts through the generated program; a docker credential helper and ps(1)"
                + " are programs of the user's own")
        .check(davit);
  }

  @Test
  void noPackageIsADrawerForEverything() {
    classes()
        .should()
        .resideOutsideOfPackages("..util..", "..common..", "..helper..", "..impl..", "..manager..")
        .check(davit);
  }

  @Test
  void packagesOfAModuleDoNotFormCyclesAcrossModules() {
    SlicesRuleDefinition.slices()
        .matching("dev.davit.(*)..")
        .should()
        .beFreeOfCycles()
        .check(davit);
  }
}
