from last500.cli import main

main()
