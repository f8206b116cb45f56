@echo off
setlocal EnableExtensions DisableDelayedExpansion
rem Windows, where this file is called NAME.cmd: finds Java 25 or newer and starts the archive below.
set "LLAMAJAR_JAVA="
for %%J in (java.exe) do set "LLAMAJAR_JAVA=%%~$PATH:J"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "LLAMAJAR_JAVA=%JAVA_HOME%\bin\java.exe"
if defined LLAMAJAR_JAVA "%LLAMAJAR_JAVA%" --version 2>nul | findstr /r /c:"^[a-z]* 2[5-9]" /c:"^[a-z]* [3-9][0-9]" >nul
if errorlevel 1 set "LLAMAJAR_JAVA="
if not defined LLAMAJAR_JAVA for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Amazon Corretto\*") do (findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%%~D\release" >nul 2>nul & if not errorlevel 1 set "LLAMAJAR_JAVA=%%~D\bin\java.exe")
if not defined LLAMAJAR_JAVA echo "%~nx0": no Java 25 or newer found; install one, say from https://adoptium.net, or name its folder with JAVA_HOME 1>&2
if not defined LLAMAJAR_JAVA exit /b 1
"%LLAMAJAR_JAVA%" -XX:+UseSerialGC -XX:-UsePerfData -jar "%~f0" %*
exit /b %errorlevel%
